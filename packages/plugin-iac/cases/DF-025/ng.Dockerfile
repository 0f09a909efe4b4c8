FROM debian:12
RUN apt-get update && apt-get install curl
RUN dnf install curl
RUN zypper install curl
