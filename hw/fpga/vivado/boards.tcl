# SPDX-License-Identifier: Apache-2.0
#
# The boards and how their processing system is set up.
#
# A bitstream configures the programmable logic only. Of the settings below, those of the
# ports decide what is connected; FCLK0 gives the clock constraint (the driver sets the
# clock itself); DDR and MIO reach a board through a first-stage boot loader made from the exported
# hardware, and only then. The boot loader of a PYNQ image has its own.

namespace eval vta {
  variable boards {
    pynq-z1 {part xc7z020clg400-1 memory 512M}
    pynq-z2 {part xc7z020clg400-1 memory 512M}
  }
  variable register_base 0x40000000
  variable register_range 64K
  variable register_span 65536
}

# DDR3 and MIO, the same on both boards, as public hardware projects for them have it: 512 MiB
# behind 16 bits at 525 MHz, timing of the MT41J256M16 RE-125.
proc vta::ps7_board {} {
  return {
    PCW_CRYSTAL_PERIPHERAL_FREQMHZ 50
    PCW_APU_PERIPHERAL_FREQMHZ 650
    PCW_PRESET_BANK0_VOLTAGE {LVCMOS 3.3V}
    PCW_PRESET_BANK1_VOLTAGE {LVCMOS 1.8V}
    PCW_UIPARAM_DDR_PARTNO {MT41J256M16 RE-125}
    PCW_UIPARAM_DDR_BUS_WIDTH {16 Bit}
    PCW_UIPARAM_DDR_FREQ_MHZ 525
    PCW_UIPARAM_DDR_BOARD_DELAY0 0.223
    PCW_UIPARAM_DDR_BOARD_DELAY1 0.212
    PCW_UIPARAM_DDR_DQS_TO_CLK_DELAY_0 0.040
    PCW_UIPARAM_DDR_DQS_TO_CLK_DELAY_1 0.058
    PCW_UIPARAM_DDR_TRAIN_DATA_EYE 1
    PCW_UIPARAM_DDR_TRAIN_READ_GATE 1
    PCW_UIPARAM_DDR_TRAIN_WRITE_LEVEL 1
    PCW_QSPI_PERIPHERAL_ENABLE 1
    PCW_QSPI_GRP_SINGLE_SS_ENABLE 1
    PCW_QSPI_GRP_FBCLK_ENABLE 1
    PCW_UART0_PERIPHERAL_ENABLE 1
    PCW_UART0_UART0_IO {MIO 14 .. 15}
    PCW_ENET0_PERIPHERAL_ENABLE 1
    PCW_ENET0_ENET0_IO {MIO 16 .. 27}
    PCW_ENET0_GRP_MDIO_ENABLE 1
    PCW_ENET0_GRP_MDIO_IO {MIO 52 .. 53}
    PCW_ENET0_RESET_ENABLE 1
    PCW_ENET0_RESET_IO {MIO 9}
    PCW_USB0_PERIPHERAL_ENABLE 1
    PCW_USB0_RESET_ENABLE 1
    PCW_USB0_RESET_IO {MIO 46}
    PCW_SD0_PERIPHERAL_ENABLE 1
    PCW_SD0_SD0_IO {MIO 40 .. 45}
    PCW_SD0_GRP_CD_ENABLE 1
    PCW_SD0_GRP_CD_IO {MIO 47}
    PCW_GPIO_MIO_GPIO_ENABLE 1
  }
}

# What the accelerator is connected to: clock, registers, interrupt, and a port to memory.
proc vta::ps7_ports {port mhz} {
  set settings [list \
      PCW_FPGA0_PERIPHERAL_FREQMHZ $mhz PCW_EN_CLK0_PORT 1 PCW_EN_RST0_PORT 1 \
      PCW_USE_M_AXI_GP0 1 PCW_USE_FABRIC_INTERRUPT 1 PCW_IRQ_F2P_INTR 1]
  if {$port eq "hp"} {
    lappend settings PCW_USE_S_AXI_HP0 1 PCW_S_AXI_HP0_DATA_WIDTH 64
  } else {
    # AxUSER, which the accelerator does not drive, all ones: with AxCACHE 15, coherent.
    lappend settings PCW_USE_S_AXI_ACP 1 PCW_USE_DEFAULT_ACP_USER_VAL 1
  }
  return $settings
}

# Names in the block design that follow from the port.
proc vta::port_names {port} {
  return [dict get {
    hp  {pin S_AXI_HP0 segment HP0_DDR_LOWOCM cache 3 coherent false}
    acp {pin S_AXI_ACP segment ACP_DDR_LOWOCM cache 15 coherent true}
  } $port]
}
