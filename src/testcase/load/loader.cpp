#include "hrp/testcase/loader.hpp"

#include <utility>

#include "testcase/cases/case_compiler.hpp"
#include "testcase/cases/case_reader.hpp"
#include "testcase/files/text_files.hpp"
#include "testcase/load/case_finder.hpp"

namespace hrp::testcase {
namespace {

base::Result<std::vector<std::string>> findTestcases(const std::vector<std::string>& arguments,
                                                     FileSource& disk) {
  std::vector<std::string> testcases;
  for (FoundCase& found : findCases(arguments, disk)) {
    if (found.error) return base::fail(std::move(*found.error));
    testcases.push_back(std::move(found.file));
  }
  if (!testcases.empty()) return testcases;
  return base::fail(base::ErrorCode::kNotFound, "no valid testcase found",
                    "name files or folders with .json, .yaml or .yml testcases");
}

base::Result<Workload> loadAll(const std::vector<std::string>& testcases, LoadContext& context,
                               const LoadOptions& options) {
  Workload workload;
  CaseReader reader(context.files(), options.strict);
  std::vector<std::shared_ptr<const CaseModel>> models;
  for (const std::string& path : testcases) {
    auto model = reader.readFile(path);
    if (!model) return base::fail(std::move(model.error()));
    for (const auto& [name, value] : (*model)->project.environment) {
      context.setEnvironment(name, value);
    }
    models.push_back(std::move(*model));
  }
  for (const auto& model : models) {
    auto program = CaseCompiler(context, options.check_url).compile(*model);
    if (!program) return base::fail(std::move(program.error()));
    workload.programs.push_back(std::move(*program));
  }
  for (const auto& [name, value] : context.environment()) {
    workload.environment.emplace_back(name, value);
  }
  return workload;
}

// After loading: the files of the bundle, and for what only a running user names, the disk. Reading
// changes nothing here, so any thread may read.
class LoadedFiles final : public FileSource {
 public:
  explicit LoadedFiles(const std::shared_ptr<const Bundle>& bundle)
      : bundle_(bundleFiles(bundle)), disk_(diskFiles(bundle->working_folder)) {}

  base::Result<FileContent> read(const std::string& path) override {
    return bundle_->isFile(path) ? bundle_->read(path) : disk_->read(path);
  }
  [[nodiscard]] base::Result<base::StoredFilePtr> open(const std::string& path) override {
    return bundle_->isFile(path) ? bundle_->open(path) : disk_->open(path);
  }
  bool isFile(const std::string& path) override {
    return bundle_->isFile(path) || disk_->isFile(path);
  }
  bool isFolder(const std::string& path) override { return disk_->isFolder(path); }
  base::Result<std::vector<std::string>> filesBelow(const std::string& folder) override {
    return disk_->filesBelow(folder);
  }
  [[nodiscard]] const std::string& workingFolder() const override { return disk_->workingFolder(); }

 private:
  std::unique_ptr<FileSource> bundle_;
  std::unique_ptr<FileSource> disk_;
};

}  // namespace

std::string Diagnostic::text() const {
  std::string out = file;
  if (!step.empty()) out += ": " + step;
  if (!field.empty()) out += ": " + field;
  return out + ": " + error.message;
}

base::Error Diagnostic::asError() const {
  base::Error whole = error;
  whole.message = text();
  return whole;
}

base::Result<Loaded> loadTestcases(const std::vector<std::string>& arguments,
                                   const std::string& working_folder, const LoadOptions& options) {
  const std::string folder = absolutePath("/", working_folder);
  const std::unique_ptr<FileSource> disk = diskFilesWith(folder, options.texts);
  auto testcases = findTestcases(arguments, *disk);
  if (!testcases) return base::fail(std::move(testcases.error()));
  RecordingFileSource recording(*disk);
  LoadContext context(recording, options.open_functions);
  auto workload = loadAll(*testcases, context, options);
  if (!workload) return base::fail(std::move(workload.error()));
  Loaded out;
  out.bundle =
      std::make_shared<const Bundle>(Bundle{folder, std::move(*testcases), recording.recorded()});
  out.workload = std::move(*workload);
  out.workload.files = std::make_shared<LoadedFiles>(out.bundle);
  return out;
}

base::Result<Workload> loadBundle(const std::shared_ptr<const Bundle>& bundle,
                                  const LoadOptions& options) {
  std::shared_ptr<FileSource> files = bundleFiles(bundle);
  LoadContext context(*files, options.open_functions);
  context.useBundledModules();
  auto workload = loadAll(bundle->testcase_files, context, options);
  if (workload) workload->files = std::move(files);
  return workload;
}

base::Result<> refuseDiagnostics(const Workload& workload) {
  const Diagnostic* first = nullptr;
  std::size_t count = 0;
  for (const auto& program : workload.programs) {
    if (first == nullptr && !program->diagnostics.empty()) first = &program->diagnostics.front();
    count += program->diagnostics.size();
  }
  if (first == nullptr) return {};
  base::Error error = first->asError();
  if (count > 1) error.message += " (and " + std::to_string(count - 1) + " more)";
  return base::fail(std::move(error));
}

}  // namespace hrp::testcase
