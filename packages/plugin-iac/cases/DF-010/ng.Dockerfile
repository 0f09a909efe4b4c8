FROM debian:12
ADD app.jar /srv/
