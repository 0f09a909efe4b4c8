FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN . <(curl -fsSL https://a.example.com/x)
RUN source <(wget -qO- https://a.example.com/x)
