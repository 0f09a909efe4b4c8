target "app" {
  context = "https://github.com/example/app.git#main:deploy"
}
