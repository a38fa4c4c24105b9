#include "hrp/testcase/case_list.hpp"

#include <algorithm>
#include <utility>

#include "testcase/cases/case_compiler.hpp"
#include "testcase/cases/case_reader.hpp"
#include "testcase/files/text_files.hpp"
#include "testcase/load/case_finder.hpp"

namespace hrp::testcase {
namespace {

using Model = std::shared_ptr<const CaseModel>;

// Reads every file; gives the models by the place in `list`, null where there is an error.
std::vector<Model> readAll(std::vector<FoundCase> found, CaseReader& reader, LoadContext& context,
                           CaseList& list) {
  std::vector<Model> models;
  for (FoundCase& one : found) {
    ListedCase& listed = list.cases.emplace_back();
    listed.file = std::move(one.file);
    Model& model = models.emplace_back();
    if (one.error) {
      listed.error = std::move(*one.error);
      continue;
    }
    auto read = reader.readFile(listed.file);
    if (!read) {
      listed.error = std::move(read.error());
      continue;
    }
    model = std::move(*read);
    for (const auto& [name, value] : model->project.environment) {
      context.setEnvironment(name, value);
    }
  }
  return models;
}

// Custom functions are listed before anything is sent, so a call that cannot be right keeps its
// file from running. A testcase without any runs up to the step, as everything else that only a
// step fails with.
const Diagnostic* wrongCallIn(const Program& program) {
  const auto found = std::find_if(program.diagnostics.begin(), program.diagnostics.end(),
                                  [](const Diagnostic& problem) { return problem.wrong_call; });
  return found == program.diagnostics.end() ? nullptr : &*found;
}

}  // namespace

CaseList listTestcases(const std::vector<std::string>& arguments, const std::string& working_folder,
                       const LoadOptions& options) {
  const std::shared_ptr<FileSource> disk =
      diskFilesWith(absolutePath("/", working_folder), options.texts);
  CaseList list;
  LoadContext context(*disk, options.open_functions);
  CaseReader reader(*disk, options.strict);
  const std::vector<Model> models = readAll(findCases(arguments, *disk), reader, context, list);
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (models[i] == nullptr) continue;
    auto program = CaseCompiler(context, options.check_url).compile(*models[i]);
    if (program) {
      if (const Diagnostic* problem = wrongCallIn(**program)) {
        list.cases[i].error = problem->asError();
      } else {
        list.cases[i].program = std::move(*program);
      }
    } else {
      list.cases[i].error = std::move(program.error());
      list.cases[i].ends_run = true;
    }
  }
  for (const auto& [name, value] : context.environment()) {
    list.workload.environment.emplace_back(name, value);
  }
  list.workload.files = disk;
  return list;
}

}  // namespace hrp::testcase
