FROM debian:12
RUN make; sudo -E make install
