FROM debian:12
RUN apt-get -q update && apt-get install -q curl
