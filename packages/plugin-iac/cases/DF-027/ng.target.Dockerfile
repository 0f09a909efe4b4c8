FROM base:1 AS dev
RUN dnf install -y curl
FROM base:1
USER app
