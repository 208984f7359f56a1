import { Body, Controller, Delete, Get, Header, HttpCode, Post, Put, Query } from '@nestjs/common';
import { TooManyUploads } from '../../adapters/storage/uploads.errors.js';
import { Allow, CurrentUser } from '../../auth/access.decorators.js';
import type { Actor } from '../../auth/actor.js';
import { Permission } from '../../auth/permissions.js';
import type { Page } from '../../core/paging/page.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { Throws } from '../../http/decorators/throws.decorator.js';
import { PagePipe } from '../../http/paging/page.pipe.js';
import { Paged, PageQuery } from '../../http/paging/paging.js';
import { IdParam } from '../../http/validation/validators.js';
import { ClassArchived, ClassNotFound } from '../classes/classes.errors.js';
import { MaterialDto, MaterialOfferDto, OfferMaterialDto } from './materials.dto.js';
import { MaterialNotFound, MaterialUnsuitable } from './materials.errors.js';
import { MaterialsService } from './materials.service.js';

@Controller('classes/:classId/materials')
export class MaterialsController {
  constructor(private readonly materials: MaterialsService) {}

  /** List the files of a class. The oldest file comes first. Deleted files are left out, so a page may have fewer items than `limit`. */
  @Get()
  @Allow(Permission.ReadMaterials)
  @Paged(MaterialDto)
  @Header('Cache-Control', 'no-store')
  @Throws(ClassNotFound)
  async list(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @Query(PagePipe) { page }: PageQuery,
  ): Promise<Page<MaterialDto>> {
    return (await this.materials.list(actor, classId, page)).map((material) => MaterialDto.from(material));
  }

  /**
   * Get a form to upload a file. It is valid for ten minutes, and for this type and size only. After the upload, add the file to the class within half
   * an hour. You can have ten unfinished uploads.
   */
  @Post()
  @Allow(Permission.ManageMaterials)
  @HttpCode(200)
  @Throws(ClassNotFound, ClassArchived, TooManyUploads, StaleVersion)
  async offer(@CurrentUser() actor: Actor, @IdParam('classId') classId: string, @Body() body: OfferMaterialDto): Promise<MaterialOfferDto> {
    return MaterialOfferDto.from(await this.materials.offer(actor, classId, body));
  }

  /** Get one file of a class. */
  @Get(':materialId')
  @Allow(Permission.ReadMaterials)
  @Header('Cache-Control', 'no-store')
  @Throws(ClassNotFound, MaterialNotFound)
  async read(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('materialId') materialId: string,
  ): Promise<MaterialDto> {
    return MaterialDto.from(await this.materials.read(actor, classId, materialId));
  }

  /** Add your uploaded file to the class. The form of the upload can no longer change the file. Changes nothing if the class has the file. */
  @Put(':materialId')
  @Allow(Permission.ManageMaterials)
  @Throws(ClassNotFound, ClassArchived, MaterialNotFound, MaterialUnsuitable, StaleVersion)
  async add(
    @CurrentUser() actor: Actor,
    @IdParam('classId') classId: string,
    @IdParam('materialId') materialId: string,
  ): Promise<MaterialDto> {
    return MaterialDto.from(await this.materials.add(actor, classId, materialId));
  }

  /** Delete a file of a class. Existing links expire within five minutes, and fail as soon as the file is gone. */
  @Delete(':materialId')
  @Allow(Permission.ManageMaterials)
  @HttpCode(204)
  @Throws(ClassNotFound, ClassArchived, MaterialNotFound)
  async delete(@CurrentUser() actor: Actor, @IdParam('classId') classId: string, @IdParam('materialId') materialId: string): Promise<void> {
    await this.materials.delete(actor, classId, materialId);
  }
}
