FROM debian:12
RUN apt-get -q update && apt-get install -q -q curl && apt-get install --quiet --quiet wget
RUN apt-get install -q=2 gnupg
