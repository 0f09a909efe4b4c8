FROM debian:12 AS build
FROM debian:12
COPY --link --from=build /a /b
COPY a /a
