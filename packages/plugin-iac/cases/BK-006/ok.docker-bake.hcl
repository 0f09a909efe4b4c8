target "app" {
  context = "."
  contexts = {
    src = "../src"
    base = "target:base"
  }
}
