#pragma once
// StoredBody: a request whose body is a text, a file of the disk and a text.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "hrp/base/files/file.hpp"
#include "support/http_probe.hpp"
#include "support/temp_folder.hpp"

namespace hrp::testing {

struct StoredBody {
  StoredBody() {
    EXPECT_TRUE(base::writeFileAtomically(path, file));
    stored = base::StoredFile::open(path, 0).value();
    pieces = {{{}, stored.get()}, {"-end", nullptr}};
  }
  http::Request& ask(HttpProbe& probe) {
    http::Request& request = probe.request("POST", "/echo", whole);
    request.body = request.body.substr(0, 6);
    request.more_body = pieces;
    request.more_bytes = whole.size() - 6;
    return request;
  }
  void shorten() const { std::filesystem::resize_file(path, 600'000); }

  const TempFolder folder;
  const std::string path = folder.path() + "/up.bin";
  const std::string file = std::string(1 << 20, 'f') + std::string(70'001, 'g');
  const std::string whole = "start-" + file + "-end";
  base::StoredFilePtr stored;
  std::vector<http::BodyPiece> pieces;
};

}  // namespace hrp::testing
