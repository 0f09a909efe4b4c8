target "app" {
  labels = { note = "ghp_1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R" }
}
