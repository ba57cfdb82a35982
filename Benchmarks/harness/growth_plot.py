"""Draws growth.json: a row for each thing that grows; throughput, latency, memory."""

TITLES = {
    "sellers": "sellers",
    "streams": "buyers' streams (ten asked a lead)",
    "asked": "buyers, all asked for every lead",
    "leads": "leads in PostgreSQL",
}


def draw(measured, path):
    """Writes the curves as SVG, the same bytes for the same figures."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "leadline", "font.size": 8})
    from matplotlib import pyplot

    rows = [name for name in TITLES if name in measured]
    figure, axes = pyplot.subplots(
        len(rows), 3, figsize=(11, 2.6 * len(rows)), squeeze=False, layout="constrained"
    )
    for name, (rate, latency, memory) in zip(rows, axes, strict=True):
        points = measured[name]["points"]
        counts = [point["count"] for point in points]
        for chart, label in ((rate, "leads/s"), (latency, "ms"), (memory, "MiB resident")):
            chart.set_xscale("log")
            chart.set_xlabel(TITLES[name])
            chart.set_ylabel(label)
            chart.grid(visible=True, alpha=0.3)
        line(rate, counts, [point["per_second"] for point in points], "sold")
        line(latency, counts, [point["p50_ms"] for point in points], "sold, median")
        line(latency, counts, [point["p99_ms"] for point in points], "sold, p99")
        if "stored_per_second" in points[0]:
            line(rate, counts, [point["stored_per_second"] for point in points], "stored only")
            line(latency, counts, [point["stored_p99_ms"] for point in points], "stored only, p99")
        for service in points[0]["resident_mib"]:
            line(memory, counts, [point["resident_mib"][service] for point in points], service)
        for chart in (rate, latency, memory):
            chart.set_ylim(bottom=0)
            chart.legend(fontsize=6)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def line(chart, counts, values, label):
    chart.plot(counts, values, marker="o", markersize=3, label=label)
