FROM debian:12
ARG NPM_TOKEN
ARG TOKEN_URL=https://example.com
