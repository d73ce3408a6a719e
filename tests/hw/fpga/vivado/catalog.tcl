# SPDX-License-Identifier: Apache-2.0
#
# The IPs as their product guides have them (PG082 processing_system7, PG059
# axi_protocol_converter, PG164 proc_sys_reset): parameters, pins, interfaces. Only what a design
# like ours may use; a name that is not here is an error.

namespace eval stub {
  variable versions {
    processing_system7 {5.5} axi_protocol_converter {2.1} proc_sys_reset {5.0}
  }

  # IP: parameter, and what its value must match
  variable parameters {
    axi_protocol_converter {
      SI_PROTOCOL ^AXI(3|4|4LITE)$  MI_PROTOCOL ^AXI(3|4|4LITE)$  TRANSLATION_MODE ^[012]$
    }
    proc_sys_reset {}
    processing_system7 {
      PCW_CRYSTAL_PERIPHERAL_FREQMHZ {^[0-9.]+$}    PCW_APU_PERIPHERAL_FREQMHZ {^[0-9.]+$}
      PCW_FPGA0_PERIPHERAL_FREQMHZ {^[0-9.]+$}      PCW_ACT_FPGA0_PERIPHERAL_FREQMHZ {^never$}
      PCW_PRESET_BANK0_VOLTAGE {^LVCMOS [123]\.[358]V$}
      PCW_PRESET_BANK1_VOLTAGE {^LVCMOS [123]\.[358]V$}
      PCW_UIPARAM_DDR_PARTNO {^MT41J256M16 RE-125$} PCW_UIPARAM_DDR_BUS_WIDTH {^(16|32) Bit$}
      PCW_UIPARAM_DDR_FREQ_MHZ {^[0-9.]+$}
      PCW_UIPARAM_DDR_BOARD_DELAY0 {^[0-9.]+$}      PCW_UIPARAM_DDR_BOARD_DELAY1 {^[0-9.]+$}
      PCW_UIPARAM_DDR_DQS_TO_CLK_DELAY_0 {^-?[0-9.]+$}
      PCW_UIPARAM_DDR_DQS_TO_CLK_DELAY_1 {^-?[0-9.]+$}
      PCW_UIPARAM_DDR_TRAIN_DATA_EYE {^[01]$}       PCW_UIPARAM_DDR_TRAIN_READ_GATE {^[01]$}
      PCW_UIPARAM_DDR_TRAIN_WRITE_LEVEL {^[01]$}
      PCW_QSPI_PERIPHERAL_ENABLE {^[01]$}           PCW_QSPI_GRP_SINGLE_SS_ENABLE {^[01]$}
      PCW_QSPI_GRP_FBCLK_ENABLE {^[01]$}            PCW_GPIO_MIO_GPIO_ENABLE {^[01]$}
      PCW_UART0_PERIPHERAL_ENABLE {^[01]$}          PCW_UART0_UART0_IO {^MIO \d+ \.\. \d+$}
      PCW_ENET0_PERIPHERAL_ENABLE {^[01]$}          PCW_ENET0_ENET0_IO {^MIO 16 \.\. 27$}
      PCW_ENET0_GRP_MDIO_ENABLE {^[01]$}            PCW_ENET0_GRP_MDIO_IO {^MIO 52 \.\. 53$}
      PCW_ENET0_RESET_ENABLE {^[01]$}               PCW_ENET0_RESET_IO {^MIO \d+$}
      PCW_USB0_PERIPHERAL_ENABLE {^[01]$}           PCW_USB0_RESET_ENABLE {^[01]$}
      PCW_USB0_RESET_IO {^MIO \d+$}
      PCW_SD0_PERIPHERAL_ENABLE {^[01]$}            PCW_SD0_SD0_IO {^MIO \d+ \.\. \d+$}
      PCW_SD0_GRP_CD_ENABLE {^[01]$}                PCW_SD0_GRP_CD_IO {^MIO \d+$}
      PCW_EN_CLK0_PORT {^[01]$}                     PCW_EN_RST0_PORT {^[01]$}
      PCW_USE_M_AXI_GP0 {^[01]$}                    PCW_USE_FABRIC_INTERRUPT {^[01]$}
      PCW_IRQ_F2P_INTR {^[01]$}                     PCW_USE_S_AXI_HP0 {^[01]$}
      PCW_S_AXI_HP0_DATA_WIDTH {^(32|64)$}          PCW_USE_S_AXI_ACP {^[01]$}
      PCW_USE_DEFAULT_ACP_USER_VAL {^[01]$}
    }
  }

  # IP: pin, direction (in that may stay open: open), and the parameters that must be 1 for it
  variable pins {
    axi_protocol_converter { aclk in {} aresetn in {} }
    proc_sys_reset {
      slowest_sync_clk in {} ext_reset_in in {} aux_reset_in open {} mb_debug_sys_rst open {}
      dcm_locked open {} mb_reset out {} bus_struct_reset out {} peripheral_reset out {}
      interconnect_aresetn out {} peripheral_aresetn out {}
    }
    processing_system7 {
      FCLK_CLK0 out PCW_EN_CLK0_PORT           FCLK_RESET0_N out PCW_EN_RST0_PORT
      IRQ_F2P in {PCW_USE_FABRIC_INTERRUPT PCW_IRQ_F2P_INTR}
      M_AXI_GP0_ACLK in PCW_USE_M_AXI_GP0      S_AXI_HP0_ACLK in PCW_USE_S_AXI_HP0
      S_AXI_ACP_ACLK in PCW_USE_S_AXI_ACP
    }
  }

  # IP: interface, mode, protocol (or the parameter that says it), clock, parameters that must be 1
  variable interfaces {
    axi_protocol_converter { S_AXI slave SI_PROTOCOL aclk {} M_AXI master MI_PROTOCOL aclk {} }
    proc_sys_reset {}
    processing_system7 {
      DDR master ddrx {} {}                    FIXED_IO master fixedio {} {}
      M_AXI_GP0 master AXI3 M_AXI_GP0_ACLK PCW_USE_M_AXI_GP0
      S_AXI_HP0 slave AXI3 S_AXI_HP0_ACLK PCW_USE_S_AXI_HP0
      S_AXI_ACP slave AXI3 S_AXI_ACP_ACLK PCW_USE_S_AXI_ACP
    }
  }

  # Slave interface of an IP: its segments and their sizes
  variable segments {
    S_AXI_HP0 {HP0_DDR_LOWOCM 0x20000000}
    S_AXI_ACP {ACP_DDR_LOWOCM 0x20000000 ACP_IOP 0x400000 ACP_QSPI_LINEAR 0x1000000
               ACP_M_AXI_GP0 0x40000000}
  }

  # Name -> {parameters {name default} pins {name direction}
  #          interfaces {name {mode protocol clock span}}}: what MODULES fills in.
  variable modules {}
}

# The clock that the PLL of 1000 MHz can be divided into by two divisors of at most 63.
proc stub::nearest_clock {mhz} {
  set best 1000.0
  for {set first 1} {$first <= 63} {incr first} {
    for {set second 1} {$second <= 63} {incr second} {
      set clock [expr {1000.0 / ($first * $second)}]
      if {abs($clock - $mhz) < abs($best - $mhz)} { set best $clock }
    }
  }
  return [format %.6f $best]
}
