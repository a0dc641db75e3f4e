# `cmake --install`: the command, the headers of plug-ins, and the package that find_package(orchestrator) reads. The build tree has a
# package of its own (orchestrator_DIR=<build folder>), so that plug-ins can be built without installing.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/orchestrator)
set(PROGRAM_DIR ${CMAKE_INSTALL_BINDIR})
set(FILES_LIBRARY_DIR lib/orchestrator)
set(FILES_LIBRARY_RPATH "${PYARROW_DIR}")
set(PREFIX "")
if(SKBUILD)  # a wheel: the command and what plug-ins need go into the environment, the files library into the Python package beside pyarrow
  set(PACKAGE_DIR lib/cmake/orchestrator)
  set(PREFIX ${SKBUILD_DATA_DIR}/)
  set(PROGRAM_DIR ${SKBUILD_SCRIPTS_DIR})
  set(FILES_LIBRARY_DIR strategyOrchestrator)
  set(FILES_LIBRARY_RPATH "$ORIGIN/../pyarrow")
endif()
set(VERSION_FILE ${CMAKE_BINARY_DIR}/orchestratorConfigVersion.cmake)
write_basic_package_version_file(${VERSION_FILE} COMPATIBILITY SameMinorVersion)

# For the build tree.
set(ORCHESTRATOR_HEADERS ${CMAKE_SOURCE_DIR}/src)
set(ORCHESTRATOR_EXECUTABLE ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/orchestrator)
configure_package_config_file(cmake/orchestratorConfig.cmake.in ${CMAKE_BINARY_DIR}/orchestratorConfig.cmake
  INSTALL_DESTINATION ${CMAKE_BINARY_DIR} PATH_VARS ORCHESTRATOR_HEADERS ORCHESTRATOR_EXECUTABLE NO_CHECK_REQUIRED_COMPONENTS_MACRO)

# For the installed one.
set(ORCHESTRATOR_HEADERS ${CMAKE_INSTALL_INCLUDEDIR})
set(ORCHESTRATOR_EXECUTABLE ${CMAKE_INSTALL_BINDIR}/orchestrator)
configure_package_config_file(cmake/orchestratorConfig.cmake.in ${CMAKE_BINARY_DIR}/installed/orchestratorConfig.cmake
  INSTALL_DESTINATION ${PACKAGE_DIR} PATH_VARS ORCHESTRATOR_HEADERS ORCHESTRATOR_EXECUTABLE NO_CHECK_REQUIRED_COMPONENTS_MACRO)
install(FILES ${CMAKE_BINARY_DIR}/installed/orchestratorConfig.cmake ${VERSION_FILE} DESTINATION ${PREFIX}${PACKAGE_DIR})

install(TARGETS orchestrator_cli RUNTIME DESTINATION ${PROGRAM_DIR})
# Arrow may live in a Python wheel: the installed library must find it as the built one does. Its place is where base/files_library.cpp looks.
set_target_properties(orchestrator_files PROPERTIES INSTALL_RPATH "${FILES_LIBRARY_RPATH}")
if(NOT SKBUILD)
  set_target_properties(orchestrator_files PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
endif()
install(TARGETS orchestrator_files LIBRARY DESTINATION ${FILES_LIBRARY_DIR})

# What orchestrator/components/plugin.h includes, and nothing else (tests/python/test_new_strategy.py builds against exactly these).
foreach(header
    base/error.h base/params.h base/time.h
    components/plugin.h
    indicators/indicator.h indicators/indicator_set.h
    market/candle_series.h market/interval.h
    policies/capacity_policy.h policies/event_cost_model.h policies/fill_policy.h policies/sizing_model.h
    strategies/bar_view.h strategies/base_strategy.h strategies/decision.h
    trades/fill_record.h trades/order_leg.h trades/trade_event.h trades/trade_plan.h)
  get_filename_component(room ${header} DIRECTORY)
  install(FILES src/orchestrator/${header} DESTINATION ${PREFIX}${CMAKE_INSTALL_INCLUDEDIR}/orchestrator/${room})
endforeach()
