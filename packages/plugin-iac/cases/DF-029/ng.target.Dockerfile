FROM base:1 AS dev
RUN zypper -n install curl
FROM base:1
USER app
