FROM debian:12
WORKDIR /process/self/fd
