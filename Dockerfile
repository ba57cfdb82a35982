# syntax=docker/dockerfile:1
# Stage 1 builds the programs; stage 2 holds them and the libraries that they load, no toolchain.
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
        libnghttp2-dev libprotobuf-c-dev libpq-dev libssl-dev zlib1g-dev libphonenumber-dev libprotobuf-dev libre2-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /leadline
COPY Package.swift ./
RUN mkdir -p Sources Tests
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib \
    && mkdir /out \
    && for program in capture scoring bidding routing reporting leadline simulate; do \
           install -s ".build/release/$program" /out/; \
       done

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
        libnghttp2-14 libpq5 libssl3 zlib1g libphonenumber8 libre2-9 libstdc++6 tzdata ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home leadline
COPY --from=build /out/ /usr/local/bin/
USER 10001
CMD ["leadline", "--help"]
