FROM debian:12
RUN apt-get update -y
RUN apk add curl && apk update
