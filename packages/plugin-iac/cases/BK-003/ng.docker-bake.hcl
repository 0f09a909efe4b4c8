target "app" {
  args = {
    VERSION = "1.2"
    NPM_TOKEN = "k3yOf7heKingdom"
  }
}
