FROM base:1 AS dev
RUN apt-get update && apt-get install -y curl
FROM base:1
USER app
