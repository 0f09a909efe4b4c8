FROM debian:12 AS base
HEALTHCHECK --interval=5s CMD ["/check"]
FROM base
