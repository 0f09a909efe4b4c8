FROM debian:12
ADD rootfs.tgz /
ADD https://example.com/a.zip /srv/
COPY app.jar /srv/
