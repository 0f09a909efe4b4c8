FROM debian:12
COPY --from=build ../lib /srv/
COPY a..b /srv/
