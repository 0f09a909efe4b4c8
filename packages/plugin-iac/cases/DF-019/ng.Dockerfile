FROM debian:12 AS build
COPY --from=Build /a /b
