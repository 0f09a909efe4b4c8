FROM debian:12
RUN apt-get update && xx-apt-get --no-install-recommends install -y binutils
USER app
