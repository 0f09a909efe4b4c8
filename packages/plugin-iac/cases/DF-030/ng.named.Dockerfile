FROM debian:12
ARG UID
RUN useradd -m -u "${UID}" app
