FROM debian:12
COPY .gitignore .github /src/
COPY --from=build /src/.git /src
ADD https://github.com/a/b.git#v1 /b
