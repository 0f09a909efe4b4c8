FROM debian:12
RUN npm update
RUN apt-get -qq update && apt-get install -y curl
RUN --mount=type=cache,target=/var/lib/apt apt-get update
