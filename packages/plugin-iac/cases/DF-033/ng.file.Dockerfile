FROM debian:12
RUN curl -fsSLo /tmp/x.sh https://a.example.com/x && chmod +x /tmp/x.sh && /tmp/x.sh
RUN wget https://a.example.com/install.sh && bash install.sh --yes
RUN curl -O https://a.example.com/get.py; python3 ./get.py
RUN curl https://a.example.com/i > i.sh && sh i.sh
