FROM debian:12
COPY .env.example /srv/.env
COPY --from=build /root/.npmrc /root/
