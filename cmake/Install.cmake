include(GNUInstallDirs)
install(TARGETS hrp RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
# What a library of native functions is compiled with.
install(FILES include/hrp/plugin/native_abi.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hrp/plugin)
