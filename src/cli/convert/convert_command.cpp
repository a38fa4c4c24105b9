#include "cli/convert/convert_command.hpp"

#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/convert/source_reading.hpp"
#include "cli/error_report.hpp"
#include "hrp/base/files/file.hpp"
#include "hrp/import/convert.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::ExitCode;
using base::Result;
using import::Converted;
using import::SourceKind;
using import::TextFormat;

TextFormat targetOf(const ConvertOptions& options, const Converted& converted) {
  if (options.to == "json") return TextFormat::kJson;
  if (options.to == "yaml") return TextFormat::kYaml;
  const bool was_yaml =
      converted.kind == SourceKind::kTestcase && converted.written_in == TextFormat::kYaml;
  return was_yaml ? TextFormat::kJson : TextFormat::kYaml;
}

// "shop.yaml" of "shop.har" and of "shop.postman_collection.json".
std::filesystem::path outputPath(const ConvertOptions& options, const std::string& file,
                                 TextFormat format) {
  const std::filesystem::path source(file);
  std::string stem = source.stem().string();
  constexpr std::string_view kPostman = ".postman_collection";
  if (stem.size() > kPostman.size() && stem.ends_with(kPostman)) {
    stem.resize(stem.size() - kPostman.size());
  }
  const std::filesystem::path folder =
      options.output_dir.empty() ? source.parent_path() : std::filesystem::path(options.output_dir);
  return folder / (stem + (format == TextFormat::kYaml ? ".yaml" : ".json"));
}

Result<> writeNew(const std::filesystem::path& path, const std::string& text) {
  std::error_code refused;
  if (std::filesystem::exists(path, refused)) {
    return base::fail(ErrorCode::kConflict, path.string() + " is already there",
                      "remove it, or name another folder with --output-dir");
  }
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), refused);
  if (refused) {
    return base::fail(ErrorCode::kIo, path.parent_path().string() + ": " + refused.message());
  }
  return base::writeFileAtomically(path.string(), text);
}

Result<> convertFile(const ConvertOptions& options, const std::string& file, std::ostream& out) {
  auto text = base::readFile(file);
  if (!text) return base::fail(std::move(text.error()));
  const auto files = testcase::diskFiles(std::filesystem::current_path().string());
  import::ReadOptions reading = fileReading();
  reading.environments = options.environments;
  reading.only = options.only;
  reading.skip = options.skip;
  auto converted = import::convertDocument(*text, file, *files, reading);
  if (!converted) return base::fail(std::move(converted.error()));
  printNotes(converted->notes);
  const TextFormat format = targetOf(options, *converted);
  const std::filesystem::path path = outputPath(options, file, format);
  auto written = writeNew(path, import::writeDocument(converted->testcase, format));
  if (!written) return written;
  out << file << " -> " << path.string() << '\n';
  return {};
}

void addSourceFlags(CLI::App& convert, ConvertOptions& options) {
  convert
      .add_option("--environment", options.environments,
                  "Postman environment whose variables a collection uses; may be given again")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  convert
      .add_option("--only", options.only,
                  "Of a recording: a host, URL or kind (xhr, image …) to keep, with * for "
                  "anything; may be given again")
      ->type_name("WORD")
      ->expected(1)
      ->take_all();
  convert.add_option("--skip", options.skip, "… and one to leave out")
      ->type_name("WORD")
      ->expected(1)
      ->take_all();
}

}  // namespace

CLI::App* addConvertCommand(CLI::App& app, ConvertOptions& options) {
  CLI::App& convert = *app.add_subcommand(
      "convert", "Make testcases of curl commands, HAR files and Postman collections");
  convert
      .add_option("files", options.files,
                  "curl commands, requests copied from a browser, HAR files, Postman "
                  "collections, testcases")
      ->required()
      ->type_name("FILE…");
  convert
      .add_option("--to", options.to,
                  "yaml or json; without it YAML, and JSON for a testcase in YAML")
      ->check(CLI::IsMember({"yaml", "json"}))
      ->type_name("FORMAT");
  convert
      .add_option("--output-dir", options.output_dir,
                  "Folder for the testcases; without it beside each file")
      ->type_name("DIR");
  addSourceFlags(convert, options);
  return &convert;
}

ExitCode runConvert(const ConvertOptions& options, std::ostream& out) {
  ExitCode code = ExitCode::kOk;
  for (const std::string& file : options.files) {
    const auto done = convertFile(options, file, out);
    if (done) continue;
    printError(done.error());
    if (code == ExitCode::kOk) code = exitCodeOf(done.error());
  }
  out.flush();
  return code;
}

}  // namespace hrp::cli
