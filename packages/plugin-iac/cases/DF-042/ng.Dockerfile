FROM debian:12
RUN --network=host make
