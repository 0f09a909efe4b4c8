FROM debian:12
ENV mode=key PASSWORD_FILE=/run/secrets/p TOKEN=$TOKEN KEYBOARD=qwertz PASSWORD=changeme
