# hrp_report_page(VARIABLE) joins the parts in web/ and Debian's dygraphs to one page and gives the C++ file
# that holds it. No tool but CMake: building hrp needs no Node.js.
find_file(HRP_DYGRAPHS_JS dygraph.min.js PATHS /usr/share/javascript/dygraphs NO_DEFAULT_PATH REQUIRED)

# In the order of their imports.
set(HRP_REPORT_MODULES
    parts/dom.js parts/format.js parts/data.js parts/theme.js parts/frame.js parts/chart.js parts/time_axis.js
    parts/time_charts.js parts/heat_map.js parts/distribution.js parts/table.js parts/verdict.js parts/run.js parts/timeline.js parts/rows.js
    parts/errors.js parts/connections.js parts/workers.js parts/settings.js
    parts/comparison.js report.js)

function(hrp_report_page result)
  set(web "${PROJECT_SOURCE_DIR}/web")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/page/page_text.cpp")
  list(TRANSFORM HRP_REPORT_MODULES PREPEND "${web}/" OUTPUT_VARIABLE modules)
  string(REPLACE ";" ":" joined "${modules}")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} -DTEMPLATE=${web}/report.html -DSTYLE=${web}/style.css
            -DLIBRARY=${HRP_DYGRAPHS_JS} -DMODULES=${joined} -DOUTPUT=${output}
            -P "${PROJECT_SOURCE_DIR}/cmake/JoinPage.cmake"
    DEPENDS ${modules} "${web}/report.html" "${web}/style.css" "${HRP_DYGRAPHS_JS}"
            "${PROJECT_SOURCE_DIR}/cmake/JoinPage.cmake"
    COMMENT "Joining the page of the report" VERBATIM)
  set(${result} "${output}" PARENT_SCOPE)
endfunction()
