FROM docker.io/nginxinc/nginx-unprivileged:1.27-alpine
COPY site /usr/share/nginx/html
