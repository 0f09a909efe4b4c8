FROM debian:12
RUN git clone https://joe:correct-horse@git.example.com/a.git
