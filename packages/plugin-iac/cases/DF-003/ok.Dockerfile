FROM golang:1.22 AS build
ARG BASE
FROM build AS test
FROM scratch
FROM ${BASE}
FROM localhost:5000/team/app@sha256:0f0ba6b1d1d3c4b7bd7e4d8bbd7e6f0a9c8b7a6d5e4f3c2b1a0f9e8d7c6b5a43
