FROM base:1 AS tools
RUN dnf install -y curl
FROM tools AS build
RUN make
FROM base:1
RUN --mount=type=bind,from=Build,target=/b cp /b/app /app
USER app
