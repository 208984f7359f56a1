import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Equals, IsInt, IsObject, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

export class StudentsQuery {
  @ApiProperty()
  @Equals('STUDENT')
  role!: 'STUDENT';

  @ApiPropertyOptional()
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 25;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  cursor?: string;
}

export class SaveMarksDto {
  @ApiProperty()
  @IsInt()
  @Min(1)
  version!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  @IsObject()
  marks!: Record<string, number | null>;

  @ApiPropertyOptional()
  @IsOptional()
  @Length(1, 500)
  reason?: string;
}
