FROM debian:12
COPY --chown=app:app start.sh /usr/local/bin/
