// Fuzz target: any text as a curl command, HAR file, Postman collection or testcase. What is
// converted has to read back from YAML as it was written.

#include <cstddef>
#include <cstdint>
#include <string>

#include "hrp/base/assert.hpp"
#include "import/converters.hpp"
#include "support/memory_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hrp::import;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(data), size);
  hrp::testing::MemoryFiles files;
  files.add("in.txt", "content");
  for (const char* name : {"source.json", "source.yaml"}) {
    const auto converted = convertDocument(text, name, files);
    if (!converted) continue;
    const std::string yaml = writeDocument(converted->testcase, TextFormat::kYaml);
    const auto read = hrp::testcase::readOrderedYaml(yaml, "back.yaml");
    HRP_ASSERT(read.has_value());
    HRP_ASSERT(*read == converted->testcase);
  }
  return 0;
}
