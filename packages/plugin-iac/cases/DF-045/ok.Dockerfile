FROM debian:12
RUN git clone https://joe:$TOKEN@git.example.com/a.git
LABEL key=AKIAIOSFODNN7EXAMPLE
