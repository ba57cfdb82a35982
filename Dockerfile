# The first stage builds the programs. The second holds them and the libraries that they load: no
# toolchain, nobody's root.
FROM swift:6.3-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /leadline
COPY Tools/install-packages Tools/
RUN Tools/install-packages build
# The packages first: they change less often than the sources.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
COPY Tools/build-release Tools/
RUN Tools/build-release
RUN mkdir /out \
    && for program in capture scoring bidding routing reporting leadline simulate; do \
           install -s ".build/release/$program" /out/; \
       done

FROM debian:bookworm-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
LABEL org.opencontainers.image.title="Leadline" \
      org.opencontainers.image.description="An open lead exchange: five services, the command line, simulated buyers"
COPY Tools/install-packages /tmp/
RUN /tmp/install-packages image \
    && apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/install-packages \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin leadline \
    && install -d -o leadline -g leadline -m 700 /run/leadline
COPY --from=build /out/ /usr/local/bin/
COPY Examples/*.yaml /usr/share/leadline/
# A library that is missing is noticed here and not by the first user.
RUN ! ldd /usr/local/bin/* | grep 'not found'
USER 10001:10001
CMD ["leadline", "--help"]
