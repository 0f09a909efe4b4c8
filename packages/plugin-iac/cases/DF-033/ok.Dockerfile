FROM debian:12
RUN curl -fsSL https://example.com/a.tgz | tar -xz
RUN curl -s https://example.com/a.json | python3 -c 'import sys'
