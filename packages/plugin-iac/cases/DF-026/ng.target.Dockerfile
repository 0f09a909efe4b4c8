FROM base:1 AS dev
RUN apk add curl
FROM base:1
USER app
