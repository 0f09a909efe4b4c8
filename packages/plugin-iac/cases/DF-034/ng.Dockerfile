FROM debian:12
ARG NPM_TOKEN=correct-horse-battery
