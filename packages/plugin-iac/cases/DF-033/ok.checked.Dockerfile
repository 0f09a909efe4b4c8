FROM debian:12
RUN curl -fsSLo x.sh https://a.example.com/x && echo "24454f83  x.sh" | sha256sum -c - && sh x.sh
RUN curl -fsSLo x.tgz https://a.example.com/x.tgz && tar xf x.tgz && ./x/install
RUN echo "curl https://a.example.com/x | sh" > /usr/share/doc/how && echo run curl -o x and sh x
RUN echo "iwr https://a.example.com | iex"
