#include "import/foreign_kind.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

std::string nameOf(std::string_view text) {
  auto kind = foreignBytes(text);
  if (!kind) kind = foreignText(text);
  return kind ? kind->name : "";
}

std::string nameOfDocument(const std::string& json) {
  return foreignDocument(OrderedValue::parse(json)).name;
}

TEST(ForeignKindTest, TextsAreNamed) {
  EXPECT_EQ(nameOf("\x1F\x8B\x08xx"), "gzip cannot be converted as it is");
  EXPECT_EQ(nameOf("PK\x03\x04xx"), "a zip archive cannot be converted as it is");
  EXPECT_EQ(nameOf(std::string_view("a\0b", 3)), "a binary file cannot be converted");
  EXPECT_EQ(nameOf("\x7F"
                   "ELF\x02\x01\x01\x03"),
            "a binary file cannot be converted");
  EXPECT_EQ(nameOf("<?xml version=\"1.0\"?>\n<jmeterTestPlan version=\"1.2\">"),
            "a JMeter plan cannot be converted");
  EXPECT_EQ(nameOf("\n<html>"), "XML or HTML cannot be converted");
  EXPECT_EQ(nameOf("import http from 'k6/http';"), "a script of k6 cannot be converted");
  EXPECT_EQ(nameOf("from locust import HttpUser"), "a script of Locust cannot be converted");
  EXPECT_EQ(nameOf("curl http://x -d \"from 'k6\""), "");
}

TEST(ForeignKindTest, DocumentsAreNamed) {
  EXPECT_EQ(nameOfDocument(R"({"name":"dev","values":[],"_postman_variable_scope":"environment"})"),
            "a Postman environment holds no requests");
  EXPECT_EQ(nameOfDocument(R"({"values":[],"_postman_variable_scope":"globals"})"),
            "Postman globals hold no requests");
  EXPECT_EQ(nameOfDocument(R"({"type":"collection.insomnia.rest/5.0"})"),
            "an Insomnia collection cannot be converted");
  EXPECT_EQ(nameOfDocument(R"({"opencollection":"1.0.0"})"),
            "a Bruno collection cannot be converted");
  EXPECT_EQ(nameOfDocument("[1]"), "the document is not a map");
  EXPECT_EQ(emptyKind().name, "the file is empty");
}

}  // namespace
}  // namespace hrp::import
